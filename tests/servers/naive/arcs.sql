-- naive: schema
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE tickets (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, of_type text NOT NULL, of_id bigint NOT NULL)
-- naive: write after a look
INSERT INTO attachments (of_type, of_id) SELECT 'product', id FROM products WHERE id = %s
-- naive: orphans
SELECT count(*) FROM attachments a WHERE NOT EXISTS (SELECT FROM products p WHERE a.of_type = 'product' AND p.id = a.of_id)
    AND NOT EXISTS (SELECT FROM tickets t WHERE a.of_type = 'ticket' AND t.id = a.of_id)
