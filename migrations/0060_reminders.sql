-- 0060_reminders.sql: reminders of what is due: what each person chose, and what they were reminded of. Safe beside the old code, which reads
-- none of it. No name and no content stands here: what a letter says is read as it leaves.

CREATE TABLE people.reminder_rule (  -- without a row, what service/notices/reminders.py calls usual
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT reminder_rule_person REFERENCES people.person,
    days smallint[] NOT NULL,  -- so many days before a day that something is due on
    late boolean NOT NULL,  -- every Monday, of what is late
    led boolean NOT NULL,  -- of the actions that they lead,
    followed boolean NOT NULL,  -- that they follow,
    decisions boolean NOT NULL,  -- and of the decisions that are theirs
    CONSTRAINT reminder_rule_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT reminder_rule_days CHECK (cardinality(days) <= 5 AND 0 <= ALL (days) AND 90 >= ALL (days))
);
CREATE INDEX reminder_rule_by_person ON people.reminder_rule (person_id);
CREATE TRIGGER not_erased BEFORE INSERT ON people.reminder_rule FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TABLE people.reminder (  -- one reminder that was sent; the key lets there be no second one
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT reminder_person REFERENCES people.person,
    item_id uuid NOT NULL,
    due_on date NOT NULL,  -- as it was then: one that is put off is another one
    meant_for date NOT NULL,  -- the day that the rule names: so many days before, or a Monday
    told_on date NOT NULL,  -- the day of the letter
    CONSTRAINT reminder_pk PRIMARY KEY (network_id, person_id, item_id, due_on, meant_for)
);
CREATE INDEX reminder_by_person ON people.reminder (person_id);
CREATE INDEX reminder_told_on ON people.reminder (told_on);
CREATE TRIGGER not_erased BEFORE INSERT ON people.reminder FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

GRANT SELECT, INSERT, UPDATE, DELETE ON people.reminder_rule, people.reminder TO club21_app;
