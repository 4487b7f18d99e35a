-- 0059_following.sql: items of every kind are followed, and muted. Beside the new code the old one would tell somebody of what they muted
-- a moment ago, until it is replaced.

ALTER TABLE people.notice_follow ADD COLUMN muted boolean NOT NULL DEFAULT false;  -- true: of this item its person wants to hear nothing
CREATE TRIGGER not_erased BEFORE INSERT ON people.notice_follow FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
