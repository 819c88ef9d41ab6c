-- A check that walks up before each move. It does not see the move that another has not committed.
-- name: check before
CREATE FUNCTION walk_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above integer := NEW.parent_id;
BEGIN
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'circle' USING ERRCODE = 'check_violation';
        END IF;
        SELECT parent_id INTO above FROM categories WHERE id = above;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER walk_up BEFORE INSERT OR UPDATE ON categories FOR EACH ROW EXECUTE FUNCTION walk_up();

-- The playbook's query, from the roots.
-- name: from the roots
WITH RECURSIVE category_tree AS (
    SELECT id, name, parent_id, 0 AS level, ARRAY[id] AS path, name AS full_path FROM categories WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, c.name, c.parent_id, ct.level + 1, ct.path || c.id, ct.full_path || ' > ' || c.name
      FROM categories c JOIN category_tree ct ON c.parent_id = ct.id
)
SELECT id FROM category_tree ORDER BY path;

-- The same from one row down, as one writes it for a subtree.
-- name: from one row
WITH RECURSIVE category_tree AS (
    SELECT id, 0 AS level FROM categories WHERE id = 1
    UNION ALL
    SELECT c.id, ct.level + 1 FROM categories c JOIN category_tree ct ON c.parent_id = ct.id
)
SELECT id FROM category_tree;
