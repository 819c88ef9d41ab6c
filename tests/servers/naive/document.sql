-- The playbook's document: one index over all of it, whatever is asked; and a check that NULL passes.
-- naive: one index, a check, and a copied key
CREATE INDEX idx_documents_data ON documents USING GIN (data);
ALTER TABLE documents ADD CHECK (jsonb_typeof(data -> 'name') = 'string');
ALTER TABLE documents ADD COLUMN name text;
UPDATE documents SET name = data ->> 'name';
