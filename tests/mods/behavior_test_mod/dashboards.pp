dashboard "main" {
  title = "Main"
  tags  = local.common_tags

  input "region" {
    title = "Region"
    type  = "select"
    option "eu-central-1" {}
    option "eu-west-1" {
      label = "Ireland"
    }
  }

  container {
    title = "Cards"

    card {
      query = query.count
      width = 2
    }

    card "named" {
      sql   = "select 2 as value"
      width = 2
    }
  }

  container {
    title = "Charts"

    chart {
      type  = "bar"
      query = query.rows
    }

    table {
      query = query.with_params
      args = {
        region = self.input.region.value
      }
    }
  }

  text {
    value = "Some **text**"
  }

  image {
    src = "https://example.org/image.png"
    alt = "an image"
  }
}

dashboard "nested" {
  title = "Nested"

  container {
    title = "One"

    container {
      title = "Two"

      container {
        title = "Three"

        card {
          sql = "select 3 as value"
        }
      }
    }
  }
}

dashboard "with_graph" {
  title = "Graph"

  graph {
    node {
      category = category.thing
      sql      = "select 'a' as id, 'A' as title"
    }

    node "b" {
      sql = "select 'b' as id, 'B' as title"
    }

    edge {
      sql = "select 'a' as from_id, 'b' as to_id"
    }
  }
}

dashboard "with_flow" {
  title = "Flow"

  flow {
    sql = "select 'a' as from_id, 'b' as to_id"
  }
}

dashboard "with_hierarchy" {
  title = "Hierarchy"

  hierarchy {
    type = "tree"
    sql  = "select null as from_id, 'a' as id"
  }
}

dashboard "with_categories" {
  title = "Categories"

  graph {
    category "inline" {
      color = "red"
    }

    node {
      category = category.thing
      sql      = "select 'a' as id, 'inline' as category"
    }
  }
}

dashboard "with_inputs" {
  title = "Inputs"

  input "name" {
    type = "text"
  }

  input "choice" {
    type  = "combo"
    query = query.rows
  }

  with "values" {
    query = query.rows
  }

  table {
    sql = "select $1 as name, $2 as choice, $3 as first"
    args = [
      self.input.name.value,
      self.input.choice.value,
      with.values.rows[0].name,
    ]
  }
}

dashboard "simple" {
  title = "Simple"
}

category "thing" {
  title = "Thing"
  color = "blue"
  icon  = "cube"
}
