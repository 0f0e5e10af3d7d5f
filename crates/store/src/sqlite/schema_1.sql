-- The record, version 1. Times are whole seconds since 1970 unless a column says otherwise, UUIDs are 16-byte blobs,
-- enumerations are their fixed texts, documents are JSON text.

CREATE TABLE tenant (
  id           TEXT PRIMARY KEY,
  organization BLOB NOT NULL UNIQUE,
  settings     TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
  id                 BLOB PRIMARY KEY,
  tenant             TEXT NOT NULL REFERENCES tenant(id),
  parent             BLOB REFERENCES organization(id),
  kind               TEXT NOT NULL,
  name               TEXT NOT NULL,
  description        TEXT NOT NULL,
  status             TEXT NOT NULL,
  external_reference TEXT NOT NULL,
  vipmp_space        TEXT,            -- ids are unique per type of account: distributor, reseller, customer
  vipmp_id           TEXT,
  reseller_vipmp_id  TEXT,            -- customers: the number of the nearest MSP or reseller above, written once at birth
  distributor_vipmp_id TEXT,          -- MSPs and resellers: the same of the distributor, the tenant's own if there is none above
  account_number     TEXT,
  account_value      INTEGER UNIQUE,
  profile            TEXT NOT NULL,
  -- Copies of what lists select by: folded texts of the name and of the first contact's e-mail address, the web site, and
  -- what a customer of an MSP is kept for.
  name_key           TEXT NOT NULL,
  email_key          TEXT NOT NULL,
  website            TEXT NOT NULL,
  account_type       TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  CHECK ((parent IS NULL) = (kind = 'tenant')),
  CHECK ((vipmp_id IS NULL) = (vipmp_space IS NULL)),
  CHECK ((account_number IS NULL) = (account_value IS NULL))
) STRICT;
-- The id first: it alone tells most entries apart, and the first column is compared fastest.
CREATE UNIQUE INDEX organization_by_vipmp_id ON organization(vipmp_id, vipmp_space) WHERE vipmp_id IS NOT NULL;
CREATE UNIQUE INDEX organization_by_account_number ON organization(account_number) WHERE account_number IS NOT NULL;
CREATE INDEX organization_by_parent ON organization(parent, name, id);
-- By name, letter case aside: lists, and the search for what a name begins with.
CREATE INDEX organization_by_tenant ON organization(tenant, name_key, id);
-- By the reference that the seller gave, in the order in which they were made.
CREATE INDEX organization_by_reference ON organization(tenant, external_reference, created_at, id);
-- The few accounts that are not active.
CREATE INDEX organization_out_of_use ON organization(tenant, status, created_at, id) WHERE status <> '1000';
-- The few partners of a tenant, apart from its many customers.
CREATE INDEX organization_by_partner_kind ON organization(tenant, kind, created_at) WHERE kind <> 'customer';
-- A reseller's customers, and a tenant's, in the orders in which they are listed by default.
CREATE INDEX organization_by_reseller ON organization(reseller_vipmp_id, created_at, length(vipmp_id), vipmp_id, status)
  WHERE reseller_vipmp_id IS NOT NULL;
-- A seller's customers by the e-mail address of their first contact, the oldest first.
CREATE INDEX organization_by_contact ON organization(reseller_vipmp_id, email_key) WHERE reseller_vipmp_id IS NOT NULL;
-- The few names with blanks around them, which are the same name without.
CREATE INDEX organization_by_padded_name ON organization(reseller_vipmp_id)
  WHERE reseller_vipmp_id IS NOT NULL AND name_key <> trim(name_key, ' ' || char(12288));
CREATE INDEX organization_by_update ON organization(tenant, updated_at DESC, id) WHERE kind = 'customer';

-- A customer's contacts behind the first, by their folded e-mail addresses.
CREATE TABLE contact_beside (
  reseller_vipmp_id TEXT NOT NULL,    -- as the customer has it
  email_key         TEXT NOT NULL,
  customer          BLOB NOT NULL REFERENCES organization(id),
  PRIMARY KEY (reseller_vipmp_id, email_key, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_beside_by_customer ON contact_beside(customer);

-- Every organization with everything at or below it. The depth is 0 for itself.
CREATE TABLE organization_closure (
  descendant BLOB NOT NULL REFERENCES organization(id),
  ancestor   BLOB NOT NULL REFERENCES organization(id),
  depth      INTEGER NOT NULL,
  descendant_created_at INTEGER NOT NULL,  -- as the descendant has it, for ever
  PRIMARY KEY (descendant, ancestor)
) STRICT, WITHOUT ROWID;
-- What is below an organization, in the order in which it was made.
CREATE INDEX organization_closure_below ON organization_closure(ancestor, descendant_created_at, descendant);

CREATE TABLE membership_group (
  vipmp_id     TEXT PRIMARY KEY,
  tenant       TEXT NOT NULL REFERENCES tenant(id),
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  large_agency TEXT,
  country      TEXT,                  -- of a group of large government agencies
  name_key     TEXT NOT NULL,         -- the folded name
  created_at   INTEGER NOT NULL,
  CHECK ((large_agency IS NULL) = (country IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_group_by_country ON membership_group(tenant, country, created_at, length(vipmp_id), vipmp_id)
  WHERE country IS NOT NULL;
CREATE TABLE membership (
  customer BLOB PRIMARY KEY REFERENCES organization(id),
  grp      TEXT NOT NULL REFERENCES membership_group(vipmp_id),
  role     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_group ON membership(grp, role);

CREATE TABLE deployment (
  vipmp_id   TEXT PRIMARY KEY,
  customer   BLOB NOT NULL REFERENCES organization(id),
  status     TEXT NOT NULL,
  address    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deployment_by_customer ON deployment(customer, created_at, length(vipmp_id), vipmp_id);

CREATE TABLE pop (
  id        INTEGER PRIMARY KEY,
  tenant    TEXT NOT NULL REFERENCES tenant(id),
  region    TEXT NOT NULL,
  place     TEXT NOT NULL,
  code      TEXT NOT NULL,
  latitude  REAL NOT NULL,
  longitude REAL NOT NULL,
  position  INTEGER NOT NULL
) STRICT;
CREATE INDEX pop_by_tenant ON pop(tenant, position, id);

CREATE TABLE gateway_group (
  id          INTEGER PRIMARY KEY,
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  key         TEXT NOT NULL,
  name        TEXT NOT NULL,
  pop         INTEGER NOT NULL REFERENCES pop(id),
  platform    TEXT NOT NULL,
  environment TEXT NOT NULL,
  listeners   TEXT NOT NULL,
  patterns    TEXT NOT NULL,
  UNIQUE (tenant, key)
) STRICT;

CREATE TABLE zone (
  id               BLOB PRIMARY KEY,
  tenant           TEXT NOT NULL REFERENCES tenant(id),
  key              TEXT NOT NULL,
  owner            BLOB NOT NULL REFERENCES organization(id),
  grants           TEXT NOT NULL CHECK (grants IN ('all', 'none', 'some')),
  name             TEXT NOT NULL,
  description      TEXT NOT NULL,
  location         TEXT,
  gateway_group    INTEGER NOT NULL REFERENCES gateway_group(id),
  address_override TEXT NOT NULL,
  random_host_name TEXT NOT NULL,
  host_name        TEXT,
  virtual_host     INTEGER NOT NULL,
  access_points    TEXT,
  associations     TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  UNIQUE (tenant, key)
) STRICT;
CREATE INDEX zone_by_owner ON zone(owner);
CREATE TABLE zone_grant (
  zone         BLOB NOT NULL REFERENCES zone(id) ON DELETE CASCADE,
  organization BLOB NOT NULL REFERENCES organization(id),
  PRIMARY KEY (zone, organization)
) STRICT, WITHOUT ROWID;

CREATE TABLE server (
  id               INTEGER PRIMARY KEY,
  tenant           TEXT NOT NULL REFERENCES tenant(id),
  name             TEXT NOT NULL,
  pop              INTEGER NOT NULL REFERENCES pop(id),
  platform         TEXT NOT NULL,
  environment      TEXT NOT NULL,
  membership       TEXT NOT NULL,
  cursor_epoch     INTEGER NOT NULL,
  cursor_revision  INTEGER NOT NULL,
  counted_epoch    INTEGER NOT NULL,
  counted_revision INTEGER NOT NULL,
  last_seen_at     INTEGER,
  UNIQUE (tenant, name)
) STRICT;
CREATE TABLE server_exception (
  server  INTEGER NOT NULL REFERENCES server(id),
  slot    TEXT NOT NULL,
  running INTEGER NOT NULL,
  PRIMARY KEY (server, slot)
) STRICT, WITHOUT ROWID;

-- Invitations of servers, each good once; and what servers show when they open their stream.
CREATE TABLE join_token (
  hash        BLOB PRIMARY KEY,
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  pop         INTEGER NOT NULL REFERENCES pop(id),
  platform    TEXT NOT NULL,
  environment TEXT NOT NULL,
  name        TEXT,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER,
  server      INTEGER REFERENCES server(id)
) STRICT, WITHOUT ROWID;
CREATE TABLE server_credential (
  hash       BLOB PRIMARY KEY,
  server     INTEGER NOT NULL REFERENCES server(id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX server_credential_by_server ON server_credential(server);

CREATE TABLE change_log (
  id          BLOB PRIMARY KEY,
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  platform    TEXT NOT NULL,
  environment TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  head        INTEGER NOT NULL,
  floor       INTEGER NOT NULL,             -- up to here tombstones may be gone
  compacted   INTEGER NOT NULL DEFAULT 0,   -- up to here superseded entries are gone
  copy        TEXT NOT NULL DEFAULT '',     -- which copy of a database the epoch is of; of a file there is one
  UNIQUE (tenant, platform, environment)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
  log         BLOB NOT NULL REFERENCES change_log(id),
  revision    INTEGER NOT NULL,
  epoch       INTEGER NOT NULL,
  slot        TEXT NOT NULL,
  generation  INTEGER NOT NULL,
  pops        TEXT,
  digest      BLOB,
  signature   BLOB NOT NULL,
  signing_key INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  payload     BLOB NOT NULL,                -- last, since what stands behind a long one is slow to reach
  PRIMARY KEY (log, revision)
) STRICT;
CREATE INDEX change_by_slot ON change(log, slot, revision, generation);
CREATE INDEX change_tombstone ON change(log, revision) WHERE digest IS NULL;

-- What is searched is kept beside the text in its folded form, since engines fold differently.
CREATE TABLE policy (
  id                 INTEGER PRIMARY KEY,
  tenant             TEXT NOT NULL REFERENCES tenant(id),
  account            BLOB NOT NULL REFERENCES organization(id),
  name               TEXT NOT NULL,
  description        TEXT,
  state              TEXT NOT NULL,
  platform           TEXT NOT NULL,
  rules              TEXT NOT NULL,
  history            TEXT NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  name_folded        TEXT NOT NULL,
  description_folded TEXT
) STRICT;
-- Which host names and which origins the rules of a policy name; of an origin with the account's number before it.
CREATE TABLE site_use (
  policy INTEGER NOT NULL REFERENCES policy(id),
  part   TEXT NOT NULL,
  name   TEXT NOT NULL,
  rule   INTEGER NOT NULL,
  PRIMARY KEY (policy, part, name, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_by_account ON policy(account, updated_at, id);

CREATE TABLE deploy_request (
  id             INTEGER PRIMARY KEY,
  tenant         TEXT NOT NULL REFERENCES tenant(id),
  account        BLOB NOT NULL REFERENCES organization(id),
  policy         INTEGER NOT NULL REFERENCES policy(id),
  platform       TEXT NOT NULL,
  environment    TEXT NOT NULL,
  state          TEXT NOT NULL,
  message        TEXT NOT NULL,
  submitter      INTEGER NOT NULL REFERENCES user(id),
  history        TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  message_folded TEXT NOT NULL,
  -- Who sent it and when it was last sent: a submit that is the same and comes soon is a blind retry.
  credential     TEXT,
  sent_at        INTEGER
) STRICT;
CREATE INDEX deploy_request_by_account ON deploy_request(account, created_at, id);
CREATE INDEX deploy_request_by_policy ON deploy_request(policy);
-- What is active: the last that was handed over.
CREATE INDEX deploy_request_active ON deploy_request(account, platform, environment, created_at, id) WHERE state = 'deployed';
-- One request at a time is on its way in a slot; and all that are, wherever, by number.
CREATE UNIQUE INDEX deploy_request_open ON deploy_request(account, platform, environment)
  WHERE state NOT IN ('rejected', 'canceled', 'deployed');
CREATE INDEX deploy_request_unfinished ON deploy_request(id) WHERE state NOT IN ('rejected', 'canceled', 'deployed');
-- Where another person looks at deploy requests before they are handed over.
CREATE TABLE deploy_review (
  account     BLOB NOT NULL REFERENCES organization(id),
  environment TEXT NOT NULL,
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  within      INTEGER NOT NULL,       -- seconds for a decision
  PRIMARY KEY (account, environment)
) STRICT, WITHOUT ROWID;
-- Fleets to which nothing is handed over for now.
CREATE TABLE fleet_freeze (
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  platform    TEXT NOT NULL,
  environment TEXT NOT NULL,
  reason      TEXT NOT NULL,
  since       INTEGER NOT NULL,
  PRIMARY KEY (tenant, platform, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  id         INTEGER PRIMARY KEY,
  tenant     TEXT NOT NULL REFERENCES tenant(id),
  account    BLOB NOT NULL REFERENCES organization(id),
  origin     TEXT,
  upstreams  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (account, origin)
) STRICT;
CREATE INDEX site_by_account ON site(account, id);
CREATE TABLE edge_cname (
  id       INTEGER PRIMARY KEY,
  site     INTEGER NOT NULL REFERENCES site(id),
  tenant   TEXT NOT NULL REFERENCES tenant(id),
  hostname TEXT NOT NULL,
  UNIQUE (tenant, hostname)
) STRICT;
CREATE INDEX edge_cname_by_site ON edge_cname(site, id);

-- At which revision a generation reached which POPs. Kept for ever, also when compaction removed the entry itself.
CREATE TABLE release (
  request        INTEGER NOT NULL REFERENCES deploy_request(id),
  generation     INTEGER NOT NULL,
  log            BLOB NOT NULL REFERENCES change_log(id),
  slot           TEXT NOT NULL,
  revision       INTEGER NOT NULL,
  pops           TEXT,
  rolled_back_at INTEGER,
  PRIMARY KEY (request, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_by_slot ON release(log, slot, generation);

CREATE TABLE fulfillment (
  id                  BLOB PRIMARY KEY,
  tenant              TEXT NOT NULL REFERENCES tenant(id),
  seller              BLOB NOT NULL REFERENCES organization(id),
  kind                TEXT NOT NULL,
  status              TEXT NOT NULL,
  account             BLOB REFERENCES organization(id),
  external_account_id TEXT,
  user                TEXT NOT NULL,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  request             TEXT NOT NULL,
  failure             TEXT,
  external_id         TEXT             -- a copy of what the request calls it; of what makes or adds something only
) STRICT;
-- Each has what filters and sorts ask for, so that passing an entry does not fetch its row.
CREATE INDEX fulfillment_by_creation ON fulfillment(tenant, created_at, id, seller, status);
CREATE INDEX fulfillment_by_update ON fulfillment(tenant, updated_at DESC, id, seller);
CREATE INDEX fulfillment_by_status ON fulfillment(tenant, status, updated_at DESC, id, seller, created_at);
CREATE INDEX fulfillment_by_seller ON fulfillment(seller, status, updated_at, created_at, id);
CREATE INDEX fulfillment_by_account ON fulfillment(account, created_at, id) WHERE account IS NOT NULL;
CREATE INDEX fulfillment_by_external_id ON fulfillment(tenant, external_id) WHERE external_id IS NOT NULL;
-- The few that are to make an account of that name.
CREATE INDEX fulfillment_to_make ON fulfillment(tenant, external_account_id)
  WHERE status IN ('pending', 'in_progress') AND account IS NULL AND external_account_id IS NOT NULL;

-- Open orders that Landfall carries out: there from when an order is accepted until its status is final. Of each queue the first
-- can be taken, for a while, under a fencing number that grows. Times in microseconds.
CREATE TABLE fulfillment_job (
  fulfillment BLOB PRIMARY KEY REFERENCES fulfillment(id),
  tenant      TEXT NOT NULL REFERENCES tenant(id),
  queue       BLOB NOT NULL,
  number      INTEGER NOT NULL,        -- its place in the queue
  is_first    INTEGER NOT NULL,
  work        TEXT NOT NULL,
  trace       TEXT NOT NULL,
  due_at      INTEGER NOT NULL,
  tries       INTEGER NOT NULL,
  fencing     INTEGER NOT NULL,
  holder      BLOB,
  held_until  INTEGER,
  CHECK ((holder IS NULL) = (held_until IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX fulfillment_job_by_queue ON fulfillment_job(queue, number);
CREATE INDEX fulfillment_job_by_due ON fulfillment_job(due_at, fulfillment) WHERE is_first;

-- What a tenant offers.
CREATE TABLE offer (
  tenant     TEXT NOT NULL REFERENCES tenant(id),
  sku        TEXT NOT NULL,
  name       TEXT NOT NULL,
  offered    INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, sku)
) STRICT, WITHOUT ROWID;

-- Long lists in the order of their default sort, one entry for each row and each organization that sees it. Derived from the
-- rows (and not bound to them by references, which would be looked up for each entry): `landfall counters rebuild` makes
-- these two tables anew. Lists: 1 fulfillments, whose class is their status and whose `at` is -updated_at.
CREATE TABLE list_entry (
  scope BLOB NOT NULL,               -- the organization that sees the row
  list  INTEGER NOT NULL,
  class INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  id    BLOB NOT NULL,
  PRIMARY KEY (scope, list, class, at, id)
) STRICT, WITHOUT ROWID;
-- Blocks of entries: from (at, id) on, up to the next block of the level, there are so many entries of each class. Level 1
-- lies over level 0.
CREATE TABLE list_block (
  scope BLOB NOT NULL,
  list  INTEGER NOT NULL,
  level INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  id    BLOB NOT NULL,
  c0    INTEGER NOT NULL,
  c1    INTEGER NOT NULL,
  c2    INTEGER NOT NULL,
  c3    INTEGER NOT NULL,
  c4    INTEGER NOT NULL,
  c5    INTEGER NOT NULL,
  c6    INTEGER NOT NULL,
  c7    INTEGER NOT NULL,
  PRIMARY KEY (scope, list, level, at, id)
) STRICT, WITHOUT ROWID;

-- Service lines. A line is active while it has no end.
CREATE TABLE subscription (
  id            BLOB PRIMARY KEY,
  account       BLOB NOT NULL REFERENCES organization(id),
  sku           TEXT NOT NULL,
  quantity      INTEGER NOT NULL CHECK (quantity > 0),
  trial_ends_at INTEGER,              -- a line that is paid for has none
  ordered_at    INTEGER NOT NULL,
  ended_at      INTEGER,
  fulfillment   BLOB REFERENCES fulfillment(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_by_account ON subscription(account, ordered_at, id);
CREATE INDEX subscription_by_fulfillment ON subscription(fulfillment) WHERE fulfillment IS NOT NULL;
CREATE INDEX subscription_active ON subscription(account, ordered_at, id) WHERE ended_at IS NULL;

CREATE TABLE api_client (
  key          INTEGER PRIMARY KEY,
  client_id    TEXT NOT NULL UNIQUE,
  tenant       TEXT NOT NULL REFERENCES tenant(id),
  organization BLOB REFERENCES organization(id),
  description  TEXT NOT NULL,
  person       TEXT,
  grants       TEXT NOT NULL,
  secret_hash  BLOB NOT NULL,
  created_at   INTEGER NOT NULL,
  revoked_at   INTEGER
) STRICT;

CREATE TABLE user (
  id            INTEGER PRIMARY KEY,
  uuid          BLOB NOT NULL UNIQUE,
  tenant        TEXT NOT NULL REFERENCES tenant(id),
  email         TEXT NOT NULL,
  name          TEXT NOT NULL,
  first_name    TEXT NOT NULL,
  last_name     TEXT NOT NULL,
  password_hash TEXT,
  created_at    INTEGER NOT NULL,
  revoked_at    INTEGER,
  UNIQUE (tenant, email)
) STRICT;
CREATE TABLE role_binding (
  user         INTEGER NOT NULL REFERENCES user(id),
  organization BLOB NOT NULL REFERENCES organization(id),
  role         TEXT NOT NULL,
  PRIMARY KEY (user, organization, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  hash       BLOB PRIMARY KEY,
  user       INTEGER NOT NULL REFERENCES user(id),
  tenant     TEXT NOT NULL REFERENCES tenant(id),
  issued_at  INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session(user);
CREATE INDEX session_by_expiry ON session(expires_at);
CREATE INDEX session_by_revocation ON session(revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE token (
  family     TEXT NOT NULL,
  hash       BLOB NOT NULL,
  tenant     TEXT NOT NULL REFERENCES tenant(id),
  client     INTEGER REFERENCES api_client(key),
  user       INTEGER REFERENCES user(id),
  account    BLOB REFERENCES organization(id),
  slot       TEXT,
  write      INTEGER,
  issued_at  INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (family, hash),
  CHECK ((client IS NULL) <> (user IS NULL)),
  CHECK ((user IS NULL) = (account IS NULL)),
  CHECK ((user IS NULL) = (slot IS NULL)),
  CHECK ((user IS NULL) = (write IS NULL)),
  CHECK ((user IS NULL) = (family <> 'rulesv4-rest'))
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_client ON token(client) WHERE client IS NOT NULL;
CREATE INDEX token_by_user ON token(user) WHERE user IS NOT NULL;
CREATE INDEX token_by_expiry ON token(expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX token_by_revocation ON token(revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE installation_key (
  id         INTEGER PRIMARY KEY,
  purpose    TEXT NOT NULL,
  public     BLOB NOT NULL,
  sealed     BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may do what one process at a time may do. The fencing number grows with every change of hands, for ever.
CREATE TABLE lease (
  name       TEXT PRIMARY KEY,
  fencing    INTEGER NOT NULL,
  holder     BLOB,             -- none: it was given back
  address    TEXT NOT NULL,
  expires_at INTEGER NOT NULL  -- microseconds since 1970
) STRICT, WITHOUT ROWID;

-- Audit trail, outbox and feed of changes in one. Positions are never reused.
CREATE TABLE event (
  position       INTEGER PRIMARY KEY AUTOINCREMENT,
  id             BLOB NOT NULL,
  tenant         TEXT,
  organization   BLOB,
  actor          TEXT NOT NULL,
  kind           TEXT NOT NULL,
  resource       TEXT NOT NULL,
  resource_id    TEXT NOT NULL,
  detail         TEXT NOT NULL,
  correlation_id TEXT,
  request_id     TEXT,
  at_micros      INTEGER NOT NULL
) STRICT;
-- Both end in the position, so that an organization's events and a thing's are in order.
CREATE INDEX event_by_organization ON event(organization, position) WHERE organization IS NOT NULL;
CREATE INDEX event_by_resource ON event(resource_id, position);

CREATE TABLE idempotency (
  dialect      TEXT NOT NULL,
  scope        TEXT NOT NULL,
  key          TEXT NOT NULL,
  correlation_id TEXT,
  request_id   TEXT,
  request_hash BLOB NOT NULL,
  status       INTEGER NOT NULL,
  body         BLOB NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  PRIMARY KEY (dialect, scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_expiry ON idempotency(expires_at);
CREATE INDEX idempotency_by_correlation ON idempotency(dialect, scope, correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX idempotency_by_request ON idempotency(dialect, scope, request_id) WHERE request_id IS NOT NULL;
