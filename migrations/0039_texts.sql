-- 0039_texts.sql: texts that several people write at once, before they are told by an event. Safe beside the old code, which neither
-- reads nor writes these tables and takes the tag of no such event.
--
-- What stands here is no event: single strokes are in nobody's history. Where a text is told (minutes.section_written), the event is
-- the text; what is here was before it, and goes on from it.

CREATE TABLE text_document (
    network_id uuid NOT NULL,
    doc uuid NOT NULL,  -- the section of minutes that it is the text of
    stream_id uuid NOT NULL,  -- the minutes
    gen integer NOT NULL DEFAULT 1 CONSTRAINT text_document_gen CHECK (gen > 0),  -- grows where it is begun anew, without its history
    seq bigint NOT NULL DEFAULT 0,  -- of the last update
    told bigint NOT NULL DEFAULT 0,  -- an event tells the text as of this update
    met bigint NOT NULL DEFAULT 0,  -- what the log says of this text through this position is in the document
    held_until timestamptz,  -- nobody writes until then: the text is about to be told, or to go
    frozen boolean NOT NULL DEFAULT false,  -- its updates are one state, without what was deleted
    CONSTRAINT text_document_pk PRIMARY KEY (network_id, doc),
    CONSTRAINT text_document_told CHECK (told <= seq)
);
CREATE INDEX text_document_stream ON text_document (network_id, stream_id);

CREATE TABLE text_update (
    network_id uuid NOT NULL,
    doc uuid NOT NULL,
    seq bigint NOT NULL,
    update bytea NOT NULL,
    author uuid,  -- null: many, in one state
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    command_id uuid,  -- under which it was sent: sent again it gets the same answer
    position bigint,  -- of the event that changed the text, where this update says what one did
    CONSTRAINT text_update_pk PRIMARY KEY (network_id, doc, seq),
    CONSTRAINT text_update_command UNIQUE (network_id, doc, command_id)
);

-- What the planner remembers of a column would outlive the text.
ALTER TABLE text_update ALTER COLUMN update SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON text_document TO club21_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON text_update TO club21_app;

-- An event tells a text: in its transaction, so that no process that stops in between tells it twice or takes it for a change.
CREATE FUNCTION text_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    body json := convert_from(NEW.payload, 'UTF8')::json;
BEGIN
    UPDATE text_document SET told = greatest(told, (body ->> 'to_seq')::bigint), met = NEW.position
    WHERE network_id = NEW.network_id AND doc = (body ->> 'section')::uuid AND stream_id = NEW.stream_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER tells AFTER INSERT ON event FOR EACH ROW WHEN (NEW.tag = 'minutes.section_written') EXECUTE FUNCTION text_told();

-- A redaction takes every text of its network back to what the log still says: whoever typed what goes may have deleted it before
-- any event told it, and in these bytes nobody finds it. Each begins anew, so that nothing of before can be merged into it again.
-- And the digest of a text that was told goes with it, or whoever guesses the text would learn that they guessed right.
CREATE FUNCTION text_redacted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    body json := convert_from(NEW.payload, 'UTF8')::json;
BEGIN
    DELETE FROM text_update WHERE network_id = NEW.network_id;
    UPDATE text_document SET gen = gen + 1, seq = seq + 1, told = seq + 1, met = 0, frozen = false WHERE network_id = NEW.network_id;
    UPDATE event SET payload = convert_to(redacted_at(convert_from(payload, 'UTF8')::json, '{sha256}'), 'UTF8')
    WHERE network_id = NEW.network_id AND tag = 'minutes.section_written' AND salt IS NULL
        AND position IN (SELECT p.value::bigint FROM json_array_elements_text(body -> 'positions') AS p);
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION text_redacted() FROM PUBLIC;
GRANT SELECT, DELETE ON text_update TO club21_redactor;
GRANT SELECT, UPDATE (gen, seq, told, met, frozen) ON text_document TO club21_redactor;
CREATE TRIGGER redacts_texts AFTER INSERT ON event FOR EACH ROW WHEN (NEW.tag = 'network.event_redacted') EXECUTE FUNCTION text_redacted();

GRANT CREATE ON SCHEMA public TO club21_redactor;  -- whom a function is given to has to be allowed to make it
ALTER FUNCTION text_redacted() OWNER TO club21_redactor;
REVOKE CREATE ON SCHEMA public FROM club21_redactor;
