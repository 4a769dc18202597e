dashboard "tables" {
  title = "Tables, inputs and graphs"

  input "kind" {
    title       = "Kind"
    placeholder = "Any"
    sql         = "select 'web' as label, 'w1' as value, json_object('account', '1111', 'region', 'eu') as tags union all select 'web', 'w2', json_object('account', '2222', 'region', 'us')"
  }
  table "links" {
    title = "Links"
    width = 6
    sql   = "select 'a b' as name, 'arn:aws:s3:::bucket/key' as arn, null as none"
    column "name" {
      href = "/zoo.dashboard.cards?x={{ .arn | split(':') | last | @uri }}&none={{ .none }}"
    }
    column "arn" {
      wrap = "all"
    }
    column "none" {
      display = "none"
    }
  }
  table "line" {
    title = "Line"
    type  = "line"
    width = 6
    sql   = "select 'web1' as name, 'web' as role"
  }
  graph "graph" {
    title     = "Graph"
    direction = "left_right"

    node {
      category = category.vpc
      sql      = "select 'v1' as id, json_object('Subnet', 's', 'Subnet ID', 'subnet 1') as properties"
    }
    node {
      title = "Lonely"
      sql   = "select 'lonely' as id"
    }
    edge {
      category = category.uses
      sql      = "select 'lonely' as from_id, 'v1' as to_id"
    }
  }
}

category "vpc" {
  title = "VPC"
  color = "#c01b2b"
  icon  = "cloud"
  href  = "/zoo.dashboard.cards?id={{ .id | @uri }}"
  property "Subnet" {
    href = "/zoo.dashboard.cards?subnet={{ .'Subnet ID' | @uri }}"
  }
}

category "uses" {
  title = "uses"
}
