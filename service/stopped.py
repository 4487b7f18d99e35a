"""What keeps a command from doing its work, in one sentence that says what to do."""


class Stopped(Exception):
    """The key of the sentence, and the values that fill it in; the command ends with exit code 2 where nothing else is said."""

    code = 2

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
