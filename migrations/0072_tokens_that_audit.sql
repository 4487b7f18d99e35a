-- 0072_tokens_that_audit.sql: a token may also audit. Its program has the role of an auditor, which reads every event and writes nothing;
-- until now that role was given by hand to a token that reads. Safe beside the old code: it makes none of these, and shows one that it
-- meets among the others.

ALTER TABLE people.token
    DROP CONSTRAINT token_may,
    ADD CONSTRAINT token_may CHECK (may IN ('read', 'command', 'audit')),
    DROP CONSTRAINT token_authority,
    ADD CONSTRAINT token_authority CHECK (authority_id IS NOT NULL OR may <> 'command');
