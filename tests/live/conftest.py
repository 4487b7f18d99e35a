"""The server and the town of the tests over HTTP, with sockets to it."""

from tests.http.conftest import service as service  # a fixture is found by its name here
from tests.http.conftest import town as town
