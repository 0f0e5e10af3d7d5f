-- The record, version 1. Times are whole seconds since 1970 unless a column says otherwise, enumerations are their fixed
-- texts. Documents are JSON as text, because some are shown as they came, byte for byte. Text is compared by bytes, which
-- for UTF-8 is by code point.

-- What this is, in one row.
CREATE TABLE store (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
);
INSERT INTO store (version) VALUES (0);

-- The last write of each writer, so that one whose answer got lost can be asked for.
CREATE TABLE writer (
  id   uuid PRIMARY KEY,
  mark uuid NOT NULL,
  at   timestamptz NOT NULL
);

CREATE TABLE tenant (
  id           text COLLATE "C" PRIMARY KEY,
  organization uuid NOT NULL UNIQUE,
  settings     text COLLATE "C" NOT NULL,
  created_at   bigint NOT NULL
);

CREATE TABLE organization (
  id                 uuid PRIMARY KEY,
  tenant             text COLLATE "C" NOT NULL REFERENCES tenant(id),
  parent             uuid REFERENCES organization(id),
  kind               text COLLATE "C" NOT NULL,
  name               text COLLATE "C" NOT NULL,
  description        text COLLATE "C" NOT NULL,
  status             text COLLATE "C" NOT NULL,
  external_reference text COLLATE "C" NOT NULL,
  vipmp_space        text COLLATE "C",            -- ids are unique per type of account: distributor, reseller, customer
  vipmp_id           text COLLATE "C",
  reseller_vipmp_id  text COLLATE "C",            -- customers: the number of the nearest MSP or reseller above, written once at birth
  distributor_vipmp_id text COLLATE "C",          -- MSPs and resellers: the same of the distributor, the tenant's own if there is none above
  account_number     text COLLATE "C",
  account_value      bigint UNIQUE,
  profile            text COLLATE "C" NOT NULL,
  -- Copies of what lists select by: folded texts of the name and of the first contact's e-mail address, the web site, and
  -- what a customer of an MSP is kept for.
  name_key           text COLLATE "C" NOT NULL,
  email_key          text COLLATE "C" NOT NULL,
  website            text COLLATE "C" NOT NULL,
  account_type       text COLLATE "C",
  created_at         bigint NOT NULL,
  updated_at         bigint NOT NULL,
  added              bigint GENERATED ALWAYS AS IDENTITY,  -- tells apart what was made in the same second
  CHECK ((parent IS NULL) = (kind = 'tenant')),
  CHECK ((vipmp_id IS NULL) = (vipmp_space IS NULL)),
  CHECK ((account_number IS NULL) = (account_value IS NULL))
);
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
CREATE INDEX organization_by_contact ON organization(reseller_vipmp_id, email_key, added) WHERE reseller_vipmp_id IS NOT NULL;
-- The few names with blanks around them, which are the same name without.
CREATE INDEX organization_by_padded_name ON organization(reseller_vipmp_id)
  WHERE reseller_vipmp_id IS NOT NULL AND name_key <> btrim(name_key, U&' \3000');
CREATE INDEX organization_by_update ON organization(tenant, updated_at DESC, id) WHERE kind = 'customer';

-- A customer's contacts behind the first, by their folded e-mail addresses.
CREATE TABLE contact_beside (
  reseller_vipmp_id text COLLATE "C" NOT NULL,    -- as the customer has it
  email_key         text COLLATE "C" NOT NULL,
  customer          uuid NOT NULL REFERENCES organization(id),
  PRIMARY KEY (reseller_vipmp_id, email_key, customer)
);
CREATE INDEX contact_beside_by_customer ON contact_beside(customer);

-- Every organization with everything at or below it. The depth is 0 for itself.
CREATE TABLE organization_closure (
  descendant uuid NOT NULL REFERENCES organization(id),
  ancestor   uuid NOT NULL REFERENCES organization(id),
  depth      bigint NOT NULL,
  descendant_created_at bigint NOT NULL,  -- as the descendant has it, for ever
  PRIMARY KEY (descendant, ancestor)
);
-- What is below an organization, in the order in which it was made.
CREATE INDEX organization_closure_below ON organization_closure(ancestor, descendant_created_at, descendant);

CREATE TABLE membership_group (
  vipmp_id     text COLLATE "C" PRIMARY KEY,
  tenant       text COLLATE "C" NOT NULL REFERENCES tenant(id),
  name         text COLLATE "C" NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  large_agency text COLLATE "C",
  country      text COLLATE "C",          -- of a group of large government agencies
  name_key     text COLLATE "C" NOT NULL, -- the folded name
  created_at   bigint NOT NULL,
  CHECK ((large_agency IS NULL) = (country IS NULL))
);
CREATE INDEX membership_group_by_country ON membership_group(tenant, country, created_at, length(vipmp_id), vipmp_id)
  WHERE country IS NOT NULL;
CREATE TABLE membership (
  customer uuid PRIMARY KEY REFERENCES organization(id),
  grp      text COLLATE "C" NOT NULL REFERENCES membership_group(vipmp_id),
  role     text COLLATE "C" NOT NULL
);
CREATE INDEX membership_by_group ON membership(grp, role);

CREATE TABLE deployment (
  vipmp_id   text COLLATE "C" PRIMARY KEY,
  customer   uuid NOT NULL REFERENCES organization(id),
  status     text COLLATE "C" NOT NULL,
  address    text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX deployment_by_customer ON deployment(customer, created_at, length(vipmp_id), vipmp_id);

CREATE TABLE pop (
  id        bigint PRIMARY KEY,
  tenant    text COLLATE "C" NOT NULL REFERENCES tenant(id),
  region    text COLLATE "C" NOT NULL,
  place     text COLLATE "C" NOT NULL,
  code      text COLLATE "C" NOT NULL,
  latitude  double precision NOT NULL,
  longitude double precision NOT NULL,
  position  bigint NOT NULL
);
CREATE INDEX pop_by_tenant ON pop(tenant, position, id);

CREATE TABLE gateway_group (
  id          bigint PRIMARY KEY,
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  key         text COLLATE "C" NOT NULL,
  name        text COLLATE "C" NOT NULL,
  pop         bigint NOT NULL REFERENCES pop(id),
  platform    text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  listeners   text COLLATE "C" NOT NULL,
  patterns    text COLLATE "C" NOT NULL,
  UNIQUE (tenant, key)
);

CREATE TABLE zone (
  id               uuid PRIMARY KEY,
  tenant           text COLLATE "C" NOT NULL REFERENCES tenant(id),
  key              text COLLATE "C" NOT NULL,
  owner            uuid NOT NULL REFERENCES organization(id),
  grants           text COLLATE "C" NOT NULL CHECK (grants IN ('all', 'none', 'some')),
  name             text COLLATE "C" NOT NULL,
  description      text COLLATE "C" NOT NULL,
  location         text COLLATE "C",
  gateway_group    bigint NOT NULL REFERENCES gateway_group(id),
  address_override text COLLATE "C" NOT NULL,
  random_host_name text COLLATE "C" NOT NULL,
  host_name        text COLLATE "C",
  virtual_host     boolean NOT NULL,
  access_points    text COLLATE "C",
  associations     text COLLATE "C" NOT NULL,
  created_at       bigint NOT NULL,
  updated_at       bigint NOT NULL,
  UNIQUE (tenant, key)
);
CREATE INDEX zone_by_owner ON zone(owner);
CREATE TABLE zone_grant (
  zone         uuid NOT NULL REFERENCES zone(id) ON DELETE CASCADE,
  organization uuid NOT NULL REFERENCES organization(id),
  PRIMARY KEY (zone, organization)
);

CREATE TABLE server (
  id               bigint PRIMARY KEY,
  tenant           text COLLATE "C" NOT NULL REFERENCES tenant(id),
  name             text COLLATE "C" NOT NULL,
  pop              bigint NOT NULL REFERENCES pop(id),
  platform         text COLLATE "C" NOT NULL,
  environment      text COLLATE "C" NOT NULL,
  membership       text COLLATE "C" NOT NULL,
  cursor_epoch     bigint NOT NULL,
  cursor_revision  bigint NOT NULL,
  counted_epoch    bigint NOT NULL,
  counted_revision bigint NOT NULL,
  last_seen_at     bigint,
  UNIQUE (tenant, name)
);
CREATE TABLE server_exception (
  server  bigint NOT NULL REFERENCES server(id),
  slot    text COLLATE "C" NOT NULL,
  running bigint NOT NULL,
  PRIMARY KEY (server, slot)
);

-- Invitations of servers, each good once; and what servers show when they open their stream.
CREATE TABLE join_token (
  hash        bytea PRIMARY KEY,
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  pop         bigint NOT NULL REFERENCES pop(id),
  platform    text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  name        text COLLATE "C",
  created_at  bigint NOT NULL,
  expires_at  bigint NOT NULL,
  used_at     bigint,
  server      bigint REFERENCES server(id)
);
CREATE TABLE server_credential (
  hash       bytea PRIMARY KEY,
  server     bigint NOT NULL REFERENCES server(id),
  created_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX server_credential_by_server ON server_credential(server);

CREATE TABLE change_log (
  id          uuid PRIMARY KEY,
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  platform    text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  epoch       bigint NOT NULL,
  head        bigint NOT NULL,
  floor       bigint NOT NULL,             -- up to here tombstones may be gone
  compacted   bigint NOT NULL DEFAULT 0,   -- up to here superseded entries are gone
  copy        text COLLATE "C" NOT NULL DEFAULT '',  -- which copy of the database the epoch is of; empty when it has yet to be seen
  UNIQUE (tenant, platform, environment)
);
CREATE TABLE change (
  log         uuid NOT NULL REFERENCES change_log(id),
  revision    bigint NOT NULL,
  epoch       bigint NOT NULL,
  slot        text COLLATE "C" NOT NULL,
  generation  bigint NOT NULL,
  pops        text COLLATE "C",
  digest      bytea,
  signature   bytea NOT NULL,
  signing_key bigint NOT NULL,
  created_at  bigint NOT NULL,
  payload     bytea NOT NULL,
  PRIMARY KEY (log, revision)
);
-- Payloads are packed already; the engine's own try would only cost.
ALTER TABLE change ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE INDEX change_by_slot ON change(log, slot, revision, generation);
CREATE INDEX change_tombstone ON change(log, revision) WHERE digest IS NULL;

CREATE TABLE "user" (
  id            bigint PRIMARY KEY,
  uuid          uuid NOT NULL UNIQUE,
  tenant        text COLLATE "C" NOT NULL REFERENCES tenant(id),
  email         text COLLATE "C" NOT NULL,
  name          text COLLATE "C" NOT NULL,
  first_name    text COLLATE "C" NOT NULL,
  last_name     text COLLATE "C" NOT NULL,
  password_hash text COLLATE "C",
  created_at    bigint NOT NULL,
  revoked_at    bigint,
  UNIQUE (tenant, email)
);

-- What is searched is kept beside the text in its folded form, since engines fold differently.
CREATE TABLE policy (
  id                 bigint PRIMARY KEY,
  tenant             text COLLATE "C" NOT NULL REFERENCES tenant(id),
  account            uuid NOT NULL REFERENCES organization(id),
  name               text COLLATE "C" NOT NULL,
  description        text COLLATE "C",
  state              text COLLATE "C" NOT NULL,
  platform           text COLLATE "C" NOT NULL,
  rules              text COLLATE "C" NOT NULL,
  history            text COLLATE "C" NOT NULL,
  created_at         bigint NOT NULL,
  updated_at         bigint NOT NULL,
  name_folded        text COLLATE "C" NOT NULL,
  description_folded text COLLATE "C"
);
-- Which host names and which origins the rules of a policy name; of an origin with the account's number before it.
CREATE TABLE site_use (
  policy bigint NOT NULL REFERENCES policy(id),
  part   text COLLATE "C" NOT NULL,
  name   text COLLATE "C" NOT NULL,
  rule   bigint NOT NULL,
  PRIMARY KEY (policy, part, name, rule)
);
CREATE INDEX policy_by_account ON policy(account, updated_at, id);

CREATE TABLE deploy_request (
  id             bigint PRIMARY KEY,
  tenant         text COLLATE "C" NOT NULL REFERENCES tenant(id),
  account        uuid NOT NULL REFERENCES organization(id),
  policy         bigint NOT NULL REFERENCES policy(id),
  platform       text COLLATE "C" NOT NULL,
  environment    text COLLATE "C" NOT NULL,
  state          text COLLATE "C" NOT NULL,
  message        text COLLATE "C" NOT NULL,
  submitter      bigint NOT NULL REFERENCES "user"(id),
  history        text COLLATE "C" NOT NULL,
  created_at     bigint NOT NULL,
  updated_at     bigint NOT NULL,
  message_folded text COLLATE "C" NOT NULL,
  -- Who sent it and when it was last sent: a submit that is the same and comes soon is a blind retry.
  credential     text COLLATE "C",
  sent_at        bigint
);
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
  account     uuid NOT NULL REFERENCES organization(id),
  environment text COLLATE "C" NOT NULL,
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  within      bigint NOT NULL,        -- seconds for a decision
  PRIMARY KEY (account, environment)
);
-- Fleets to which nothing is handed over for now.
CREATE TABLE fleet_freeze (
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  platform    text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  reason      text COLLATE "C" NOT NULL,
  since       bigint NOT NULL,
  PRIMARY KEY (tenant, platform, environment)
);

CREATE TABLE site (
  id         bigint PRIMARY KEY,
  tenant     text COLLATE "C" NOT NULL REFERENCES tenant(id),
  account    uuid NOT NULL REFERENCES organization(id),
  origin     text COLLATE "C",
  upstreams  text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (account, origin)
);
CREATE INDEX site_by_account ON site(account, id);
CREATE TABLE edge_cname (
  id       bigint PRIMARY KEY,
  site     bigint NOT NULL REFERENCES site(id),
  tenant   text COLLATE "C" NOT NULL REFERENCES tenant(id),
  hostname text COLLATE "C" NOT NULL,
  UNIQUE (tenant, hostname)
);
CREATE INDEX edge_cname_by_site ON edge_cname(site, id);

-- At which revision a generation reached which POPs. Kept for ever, also when compaction removed the entry itself.
CREATE TABLE release (
  request        bigint NOT NULL REFERENCES deploy_request(id),
  generation     bigint NOT NULL,
  log            uuid NOT NULL REFERENCES change_log(id),
  slot           text COLLATE "C" NOT NULL,
  revision       bigint NOT NULL,
  pops           text COLLATE "C",
  rolled_back_at bigint,
  PRIMARY KEY (request, revision)
);
CREATE INDEX release_by_slot ON release(log, slot, generation);

CREATE TABLE fulfillment (
  id                  uuid PRIMARY KEY,
  tenant              text COLLATE "C" NOT NULL REFERENCES tenant(id),
  seller              uuid NOT NULL REFERENCES organization(id),
  kind                text COLLATE "C" NOT NULL,
  status              text COLLATE "C" NOT NULL,
  account             uuid REFERENCES organization(id),
  external_account_id text COLLATE "C",
  "user"                text COLLATE "C" NOT NULL,
  created_at          bigint NOT NULL,
  updated_at          bigint NOT NULL,
  request             text COLLATE "C" NOT NULL,
  failure             text COLLATE "C",
  external_id         text COLLATE "C"  -- a copy of what the request calls it; of what makes or adds something only
);
-- Each has what filters and sorts ask for, so that passing an entry need not fetch its row.
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
  fulfillment uuid PRIMARY KEY REFERENCES fulfillment(id),
  tenant      text COLLATE "C" NOT NULL REFERENCES tenant(id),
  queue       uuid NOT NULL,
  number      bigint NOT NULL,         -- its place in the queue
  is_first    boolean NOT NULL,
  work        text COLLATE "C" NOT NULL,
  trace       text COLLATE "C" NOT NULL,
  due_at      bigint NOT NULL,
  tries       bigint NOT NULL,
  fencing     bigint NOT NULL,
  holder      uuid,
  held_until  bigint,
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
CREATE UNIQUE INDEX fulfillment_job_by_queue ON fulfillment_job(queue, number);
CREATE INDEX fulfillment_job_by_due ON fulfillment_job(due_at, fulfillment) WHERE is_first;

-- What a tenant offers.
CREATE TABLE offer (
  tenant     text COLLATE "C" NOT NULL REFERENCES tenant(id),
  sku        text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  offered    boolean NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (tenant, sku)
);

-- Long lists in the order of their default sort, one entry for each row and each organization that sees it. Derived from the
-- rows (and not bound to them by references, which would be looked up for each entry): `landfall counters rebuild` makes
-- these three tables anew. Lists: 1 fulfillments, whose class is their status and whose `at` is -updated_at.
CREATE TABLE list_entry (
  scope uuid NOT NULL,               -- the organization that sees the row
  list  smallint NOT NULL,
  class smallint NOT NULL,
  at    bigint NOT NULL,
  id    uuid NOT NULL,
  PRIMARY KEY (scope, list, class, at, id)
);
-- Blocks of entries: from (at, id) on, up to the next block of the level, there are so many entries of each class. Level 1
-- lies over level 0. Only who holds the lock for it changes them; there is room for the rows' next versions beside them.
CREATE TABLE list_block (
  scope uuid NOT NULL,
  list  smallint NOT NULL,
  level smallint NOT NULL,
  at    bigint NOT NULL,
  id    uuid NOT NULL,
  c0    bigint NOT NULL DEFAULT 0,
  c1    bigint NOT NULL DEFAULT 0,
  c2    bigint NOT NULL DEFAULT 0,
  c3    bigint NOT NULL DEFAULT 0,
  c4    bigint NOT NULL DEFAULT 0,
  c5    bigint NOT NULL DEFAULT 0,
  c6    bigint NOT NULL DEFAULT 0,
  c7    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (scope, list, level, at, id)
) WITH (fillfactor = 70);
-- Entries that have come or gone and are not in the blocks yet.
CREATE TABLE list_change (
  scope   uuid NOT NULL,
  list    smallint NOT NULL,
  class   smallint NOT NULL,
  at      bigint NOT NULL,
  id      uuid NOT NULL,
  entries bigint NOT NULL
);
CREATE INDEX list_change_by_scope ON list_change(scope, list);

-- Service lines. A line is active while it has no end.
CREATE TABLE subscription (
  id            uuid PRIMARY KEY,
  account       uuid NOT NULL REFERENCES organization(id),
  sku           text COLLATE "C" NOT NULL,
  quantity      bigint NOT NULL CHECK (quantity > 0),
  trial_ends_at bigint,              -- a line that is paid for has none
  ordered_at    bigint NOT NULL,
  ended_at      bigint,
  fulfillment   uuid REFERENCES fulfillment(id)
);
CREATE INDEX subscription_by_account ON subscription(account, ordered_at, id);
CREATE INDEX subscription_by_fulfillment ON subscription(fulfillment) WHERE fulfillment IS NOT NULL;
CREATE INDEX subscription_active ON subscription(account, ordered_at, id) WHERE ended_at IS NULL;

CREATE TABLE api_client (
  key          bigint PRIMARY KEY,
  client_id    text COLLATE "C" NOT NULL UNIQUE,
  tenant       text COLLATE "C" NOT NULL REFERENCES tenant(id),
  organization uuid REFERENCES organization(id),
  description  text COLLATE "C" NOT NULL,
  person       text COLLATE "C",
  grants       text COLLATE "C" NOT NULL,
  secret_hash  bytea NOT NULL,
  created_at   bigint NOT NULL,
  revoked_at   bigint
);

CREATE TABLE role_binding (
  "user"         bigint NOT NULL REFERENCES "user"(id),
  organization uuid NOT NULL REFERENCES organization(id),
  role         text COLLATE "C" NOT NULL,
  PRIMARY KEY ("user", organization, role)
);

CREATE TABLE session (
  hash       bytea PRIMARY KEY,
  "user"       bigint NOT NULL REFERENCES "user"(id),
  tenant     text COLLATE "C" NOT NULL REFERENCES tenant(id),
  issued_at  bigint NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX session_by_user ON session("user");
CREATE INDEX session_by_expiry ON session(expires_at);
CREATE INDEX session_by_revocation ON session(revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE token (
  family     text COLLATE "C" NOT NULL,
  hash       bytea NOT NULL,
  tenant     text COLLATE "C" NOT NULL REFERENCES tenant(id),
  client     bigint REFERENCES api_client(key),
  "user"       bigint REFERENCES "user"(id),
  account    uuid REFERENCES organization(id),
  slot       text COLLATE "C",
  write      boolean,
  issued_at  bigint NOT NULL,
  expires_at bigint,
  revoked_at bigint,
  PRIMARY KEY (family, hash),
  CHECK ((client IS NULL) <> ("user" IS NULL)),
  CHECK (("user" IS NULL) = (account IS NULL)),
  CHECK (("user" IS NULL) = (slot IS NULL)),
  CHECK (("user" IS NULL) = (write IS NULL)),
  CHECK (("user" IS NULL) = (family <> 'rulesv4-rest'))
);
CREATE INDEX token_by_client ON token(client) WHERE client IS NOT NULL;
CREATE INDEX token_by_user ON token("user") WHERE "user" IS NOT NULL;
CREATE INDEX token_by_expiry ON token(expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX token_by_revocation ON token(revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE installation_key (
  id         bigint PRIMARY KEY,
  purpose    text COLLATE "C" NOT NULL,
  public     bytea NOT NULL,
  sealed     bytea NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE counter (
  name  text COLLATE "C" PRIMARY KEY,
  value bigint NOT NULL
);

-- Who may do what one process at a time may do. The fencing number grows with every change of hands, for ever.
CREATE TABLE lease (
  name       text COLLATE "C" PRIMARY KEY,
  fencing    bigint NOT NULL,
  holder     uuid,                 -- none: it was given back
  address    text COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL  -- by this server's clock, as everything about leases
);

-- Audit trail, outbox and feed of changes in one. Positions are never reused.
CREATE TABLE event (
  position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id             uuid NOT NULL,
  tenant         text COLLATE "C",
  organization   uuid,
  actor          text COLLATE "C" NOT NULL,
  kind           text COLLATE "C" NOT NULL,
  resource       text COLLATE "C" NOT NULL,
  resource_id    text COLLATE "C" NOT NULL,
  detail         text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C",
  request_id     text COLLATE "C",
  at_micros      bigint NOT NULL
);
-- Both end in the position, so that an organization's events and a thing's are in order.
CREATE INDEX event_by_organization ON event(organization, position) WHERE organization IS NOT NULL;
CREATE INDEX event_by_resource ON event(resource_id, position);

CREATE TABLE idempotency (
  dialect      text COLLATE "C" NOT NULL,
  scope        text COLLATE "C" NOT NULL,
  key          text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C",
  request_id   text COLLATE "C",
  request_hash bytea NOT NULL,
  status       bigint NOT NULL,
  body         bytea NOT NULL,
  created_at   bigint NOT NULL,
  expires_at   bigint NOT NULL,
  PRIMARY KEY (dialect, scope, key)
);
CREATE INDEX idempotency_by_expiry ON idempotency(expires_at);
CREATE INDEX idempotency_by_correlation ON idempotency(dialect, scope, correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX idempotency_by_request ON idempotency(dialect, scope, request_id) WHERE request_id IS NOT NULL;
