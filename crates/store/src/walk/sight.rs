//! What of a statement leaves out the rows that are out of view.

use landfall_core::model::View;

use super::{Request, Resource, Statement, route::Sight};
use crate::listing::Value;

impl Statement {
    /// That the rows are in view.
    pub(super) fn sight<F: Resource>(&mut self, request: &Request<'_, F>, sight: Sight) {
        let view = request.view;
        match sight {
            Sight::Below { tenant } => {
                self.text("c.ancestor = ");
                match (view.root, tenant) {
                    (None, _) => self.top(view),
                    (Some(root), Some(tenant)) => {
                        self.value(Value::Uuid(root.0));
                        self.text(" AND ");
                        self.of_tenant(view, tenant);
                    }
                    (Some(root), None) => {
                        self.value(Value::Uuid(root.0));
                        self.text(" AND ");
                        self.root_is_tenants(view);
                    }
                }
            }
            Sight::Children { tenant, owner } => {
                self.text("c.depth = 1 AND c.ancestor = ");
                match F::CHILDREN_OF.and_then(|field| request.equal(field)) {
                    Some(parent) => self.value(parent.clone()),
                    None => self.text("NULL"),
                }
                self.text(" AND ");
                self.sight(request, Sight::Owned { tenant, owner });
            }
            Sight::Owned { tenant, owner } => {
                self.of_tenant(view, tenant);
                if view.root.is_some() {
                    self.text(" AND ");
                    self.below(view, owner);
                }
            }
            Sight::Owner { owner } => {
                self.below(view, owner);
                if view.root.is_some() {
                    self.text(" AND ");
                    self.root_is_tenants(view);
                }
            }
            Sight::OwnedOrTenants { tenant, owner } => {
                self.of_tenant(view, tenant);
                if view.root.is_some() {
                    self.text(" AND (");
                    self.below(view, owner);
                    self.text(" OR ");
                    self.root_is_top(view);
                    self.text(")");
                }
            }
            Sight::Tenants { tenant } => {
                self.of_tenant(view, tenant);
                if view.root.is_some() {
                    self.text(" AND ");
                    self.root_is_top(view);
                }
            }
            Sight::Roles => {
                self.of_tenant(view, "u.tenant");
                if let Some(root) = view.root {
                    self.text(
                        " AND (EXISTS (SELECT 1 FROM role_binding b JOIN organization_closure v
                           ON v.descendant = b.organization WHERE b.\"user\" = u.id AND v.ancestor = ",
                    );
                    self.value(Value::Uuid(root.0));
                    self.text(") OR ");
                    self.root_is_top(view);
                    self.text(")");
                }
            }
        }
    }

    fn tenant(&mut self, view: &View) {
        self.value(Value::Text(view.tenant.as_str().to_owned()));
    }

    fn of_tenant(&mut self, view: &View, column: &str) {
        self.text(column);
        self.text(" = ");
        self.tenant(view);
    }

    /// The tenant's own organization.
    fn top(&mut self, view: &View) {
        self.text("(SELECT organization FROM tenant WHERE id = ");
        self.tenant(view);
        self.text(")");
    }

    /// The root of the view; the tenant's own organization for the whole tenant.
    pub(super) fn root(&mut self, view: &View) {
        match view.root {
            Some(root) => self.value(Value::Uuid(root.0)),
            None => self.top(view),
        }
    }

    fn below(&mut self, view: &View, owner: &str) {
        self.text("EXISTS (SELECT 1 FROM organization_closure v WHERE v.descendant = ");
        self.text(owner);
        self.text(" AND v.ancestor = ");
        self.root(view);
        self.text(")");
    }

    fn root_is_tenants(&mut self, view: &View) {
        self.text("EXISTS (SELECT 1 FROM organization t WHERE t.id = ");
        self.root(view);
        self.text(" AND t.tenant = ");
        self.tenant(view);
        self.text(")");
    }

    fn root_is_top(&mut self, view: &View) {
        self.root(view);
        self.text(" = ");
        self.top(view);
    }
}
