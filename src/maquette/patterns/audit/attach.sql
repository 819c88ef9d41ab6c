-- A trigger each, for transition tables are given to triggers of one event.
-- step: trigger audit_insert on {table}
CREATE TRIGGER audit_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {record}({hidden});
-- undo
DROP TRIGGER audit_insert ON {table};

-- step: trigger audit_update on {table}
CREATE TRIGGER audit_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {record}({hidden});
-- undo
DROP TRIGGER audit_update ON {table};

-- step: trigger audit_delete on {table}
CREATE TRIGGER audit_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {record}({hidden});
-- undo
DROP TRIGGER audit_delete ON {table};

-- step: trigger audit_truncate on {table}
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {record}({hidden});
-- undo
DROP TRIGGER audit_truncate ON {table};
