-- The database of the demo workspace: sqlite3 fleet.db < fleet.sql

create table site (
  name text primary key,
  city text not null,
  country text not null,
  contact text
);

insert into site values
  ('harbour', 'Rotterdam', 'NL', 'harbour@example.org'),
  ('mill', 'Leipzig', 'DE', 'mill@example.org'),
  ('attic', 'Aachen', 'DE', null);

create table os_release (
  name text primary key,
  supported_until text not null
);

insert into os_release values
  ('debian-11', '2026-08-31'),
  ('debian-12', '2028-06-30'),
  ('ubuntu-20.04', '2025-05-31'),
  ('alpine-3.19', '2025-11-01');

create table host (
  name text primary key,
  site text not null,
  role text not null,
  os_release text not null,
  owner text,
  disk_encrypted integer not null,
  agent_seen text not null,
  patched_on text not null,
  uptime_days integer not null
);

insert into host values
  ('web-1', 'harbour', 'web', 'debian-12', 'anna', 1, '2025-06-30', '2025-06-20', 11),
  ('web-2', 'harbour', 'web', 'debian-12', 'anna', 1, '2025-06-30', '2025-06-20', 11),
  ('db-1', 'harbour', 'database', 'debian-12', 'boris', 1, '2025-06-30', '2025-06-25', 40),
  ('db-2', 'mill', 'database', 'debian-11', 'boris', 0, '2025-06-29', '2025-05-12', 210),
  ('mail-1', 'mill', 'mail', 'debian-12', 'chen', 1, '2025-06-30', '2025-06-02', 28),
  ('build-1', 'mill', 'build', 'ubuntu-20.04', null, 0, '2025-06-21', '2025-03-14', 95),
  ('build-2', 'mill', 'build', 'debian-12', 'dora', 1, '2025-06-30', '2025-06-28', 3),
  ('backup-1', 'attic', 'backup', 'debian-12', 'emil', 1, '2025-06-30', '2025-06-11', 61),
  ('cam-1', 'attic', 'camera', 'alpine-3.19', null, 0, '2025-04-02', '2024-12-24', 300),
  ('vpn-1', 'harbour', 'gateway', 'alpine-3.19', 'emil', 1, '2025-06-30', '2025-06-18', 12),
  ('old-1', 'cellar', 'file', 'ubuntu-20.04', 'frida', 0, '2025-02-11', '2024-10-03', 420),
  ('mon-1', 'mill', 'monitoring', 'debian-12', 'dora', 1, '2025-06-30', '2025-06-27', 33);

create table account (
  name text primary key,
  full_name text not null,
  role text not null,
  mfa integer not null,
  last_login text,
  password_changed text not null,
  active integer not null,
  shell_access integer not null
);

insert into account values
  ('anna', 'Anna Aalders', 'admin', 1, '2025-06-29', '2025-04-01', 1, 1),
  ('boris', 'Boris Baum', 'operator', 1, '2025-06-28', '2025-02-11', 1, 1),
  ('chen', 'Chen Li', 'admin', 0, '2025-05-02', '2024-11-20', 1, 1),
  ('dora', 'Dora Diaz', 'developer', 1, '2025-06-30', '2025-05-30', 1, 0),
  ('emil', 'Emil Ek', 'operator', 1, '2025-06-12', '2025-01-09', 1, 1),
  ('frida', 'Frida Fuchs', 'operator', 0, '2024-12-20', '2024-03-03', 0, 1),
  ('gero', 'Gero Graf', 'developer', 0, '2025-03-01', '2024-12-31', 1, 1),
  ('hana', 'Hana Horak', 'accounting', 1, null, '2025-06-01', 1, 0);

create table account_key (
  account text not null,
  kind text not null,
  created text not null,
  last_used text,
  bits integer not null
);

insert into account_key values
  ('anna', 'ed25519', '2025-01-10', '2025-06-29', 256),
  ('boris', 'rsa', '2023-08-01', '2025-06-28', 2048),
  ('chen', 'ed25519', '2024-09-14', '2025-05-02', 256),
  ('emil', 'dsa', '2019-02-02', '2025-02-20', 160),
  ('frida', 'ed25519', '2023-05-05', '2024-12-20', 256),
  ('dora', 'token', '2025-05-30', null, 256);

create table firewall_rule (
  id integer primary key,
  host text not null,
  direction text not null,
  protocol text not null,
  port integer not null,
  source text not null,
  action text not null,
  comment text
);

insert into firewall_rule values
  (1, 'web-1', 'in', 'tcp', 443, '0.0.0.0/0', 'allow', 'web'),
  (2, 'web-1', 'in', 'tcp', 80, '0.0.0.0/0', 'allow', 'redirect'),
  (3, 'web-2', 'in', 'tcp', 443, '0.0.0.0/0', 'allow', 'web'),
  (4, 'web-2', 'in', 'tcp', 22, '0.0.0.0/0', 'allow', null),
  (5, 'db-1', 'in', 'tcp', 5432, '10.0.0.0/8', 'allow', 'web servers'),
  (6, 'db-2', 'in', 'tcp', 5432, '0.0.0.0/0', 'allow', 'migration, remove soon'),
  (7, 'mail-1', 'in', 'tcp', 25, '0.0.0.0/0', 'allow', 'mail'),
  (8, 'vpn-1', 'in', 'udp', 51820, '0.0.0.0/0', 'allow', 'vpn'),
  (9, 'old-1', 'in', 'tcp', 0, '0.0.0.0/0', 'allow', ''),
  (10, 'old-1', 'in', 'tcp', 3389, '0.0.0.0/0', 'deny', 'never'),
  (11, 'mon-1', 'in', 'tcp', 3000, '10.0.0.0/8', 'allow', 'graphs');

create table listener (
  host text not null,
  port integer not null,
  process text not null,
  tls integer not null
);

insert into listener values
  ('web-1', 443, 'nginx', 1),
  ('web-1', 80, 'nginx', 0),
  ('web-2', 443, 'caddy', 1),
  ('db-1', 5432, 'postgres', 1),
  ('db-2', 5432, 'postgres', 0),
  ('mail-1', 25, 'smtpd', 1),
  ('mail-1', 143, 'imapd', 0),
  ('mon-1', 3000, 'grafana', 1),
  ('old-1', 445, 'smbd', 0);

create table certificate (
  name text primary key,
  host text not null,
  issuer text not null,
  not_after text not null,
  key_bits integer not null,
  signature text not null
);

insert into certificate values
  ('www.example.org', 'web-1', 'Public CA', '2025-09-12', 256, 'ecdsa-sha256'),
  ('api.example.org', 'web-2', 'Public CA', '2025-07-08', 2048, 'sha256-rsa'),
  ('mail.example.org', 'mail-1', 'House CA', '2026-01-01', 4096, 'sha256-rsa'),
  ('old.example.org', 'old-1', 'Unknown', '2024-12-31', 1024, 'sha1-rsa'),
  ('mon.example.org', 'mon-1', 'House CA', '2025-12-24', 2048, 'sha256-rsa'),
  ('shop.example.org', 'shop-9', 'Public CA', '2025-08-30', 2048, 'sha256-rsa');

create table backup (
  host text not null,
  plan text not null,
  finished text not null,
  status text not null,
  size_mb integer not null,
  encrypted integer not null,
  restored_on text
);

insert into backup values
  ('db-1', 'daily', '2025-06-30', 'done', 8120, 1, '2025-03-04'),
  ('db-2', 'daily', '2025-06-27', 'failed', 0, 1, null),
  ('mail-1', 'daily', '2025-06-30', 'done', 2210, 1, '2024-02-29'),
  ('web-1', 'weekly', '2025-06-28', 'done', 412, 1, '2025-01-20'),
  ('web-2', 'weekly', '2025-06-28', 'done', 409, 1, null),
  ('old-1', 'weekly', '2025-05-03', 'done', 90211, 0, null),
  ('mon-1', 'weekly', '2025-06-29', 'running', 33, 1, '2025-06-01');

create table package (
  host text not null,
  name text not null,
  version text not null,
  latest text not null,
  severity text not null
);

insert into package values
  ('web-1', 'openssl', '3.0.16', '3.0.16', 'none'),
  ('db-2', 'openssl', '1.1.1n', '1.1.1w', 'critical'),
  ('db-2', 'postgresql', '13.8', '13.21', 'high'),
  ('build-1', 'openssh', '8.2', '8.2p1', 'high'),
  ('build-1', 'curl', '7.68', '7.68-1', 'low'),
  ('cam-1', 'busybox', '1.36.1', '1.36.2', 'critical'),
  ('old-1', 'samba', '4.11', '4.13', 'critical'),
  ('old-1', 'bash', '5.0', '5.0-6', 'low'),
  ('mail-1', 'dovecot', '2.3.19', '2.3.21', 'low');

create table login (
  id integer primary key,
  account text not null,
  host text not null,
  source text not null,
  country text not null,
  at text not null,
  ok integer not null
);

insert into login values
  (1, 'anna', 'web-1', '10.1.0.4', 'NL', '2025-06-29 08:12:00', 1),
  (2, 'anna', 'db-1', '10.1.0.4', 'NL', '2025-06-29 08:40:00', 1),
  (3, 'boris', 'db-1', '10.2.0.9', 'DE', '2025-06-28 21:03:00', 1),
  (4, 'boris', 'db-2', '203.0.113.77', 'BR', '2025-06-28 23:51:00', 1),
  (5, 'dora', 'build-2', '10.2.0.31', 'DE', '2025-06-30 09:00:00', 1),
  (6, 'emil', 'vpn-1', '198.51.100.20', 'NL', '2025-06-12 18:20:00', 1),
  (7, 'frida', 'old-1', '10.3.0.2', 'DE', '2025-06-15 02:14:00', 1),
  (8, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:00:00', 0),
  (9, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:01:00', 0),
  (10, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:02:00', 0),
  (11, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:03:00', 0),
  (12, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:04:00', 0),
  (13, 'chen', 'mail-1', '192.0.2.66', 'CN', '2025-06-20 03:05:00', 0);

create table link (
  from_host text not null,
  to_host text not null,
  port integer not null,
  purpose text
);

insert into link values
  ('web-1', 'db-1', 5432, 'orders'),
  ('web-2', 'db-1', 5432, 'orders'),
  ('web-2', 'db-2', 5432, 'archive'),
  ('mon-1', 'web-1', 443, 'probes'),
  ('mon-1', 'db-1', 5432, 'probes'),
  ('build-1', 'old-1', 445, null),
  ('backup-1', 'db-1', 22, 'backups');
