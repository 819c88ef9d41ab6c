"""A wish for each pattern that the demo's marketplace has a place for. Shared with the benchmarks."""

from __future__ import annotations

from maquette.model.design import DesignWish

SALES = "SELECT product_id, sum(quantity) AS sold, count(*) AS items FROM order_items GROUP BY product_id"
TARGETS = "product=products,SupportTicket=support_tickets"


def wish(pattern: str, *tables: str, **options: str) -> DesignWish:
    return DesignWish(pattern=pattern, tables=tables, options=options)


WISHES = (
    wish("arcs", "attachments", kind="attachable_type", id="attachable_id", targets=TARGETS),
    wish("audit", "orders", "billing.payments"),
    wish("document", "products", keys="color"),
    wish("hierarchy", "categories"),
    wish("idempotency"),
    wish("keys", "users", unique="email"),
    wish("outbox", "orders"),
    wish("partition", "audit_log", by="logged_at"),
    wish("queue", "jobs"),
    wish("search", "products", columns="title,description"),
    wish("soft-delete", "users"),
    wish("summary", "order_items", query=SALES),
    wish("temporal", "products"),
    wish("tenants", "orders", "products", tenant="seller_id", role="shop_app"),
    wish("timestamps", "orders"),
    wish("versions", "products"),
    wish("vocabulary", "carts", column="status", words="open,ordered,abandoned"),
)
