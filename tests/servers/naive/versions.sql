-- naive: schema
CREATE TABLE products (id integer PRIMARY KEY, stock integer NOT NULL)
-- naive: read
SELECT stock FROM products WHERE id = 1
-- naive: write
UPDATE products SET stock = %s WHERE id = 1
