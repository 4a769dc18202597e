dashboard "charts" {
  title = "Charts"

  chart "full" {
    title = "One category"
    type  = "donut"
    width = 2
    sql   = "select 'disabled' as status, 140 as count"
    series "count" {
      point "disabled" {
        color = "alert"
      }
    }
  }
  chart "narrow" {
    title = "Versioning MFA Status"
    type  = "pie"
    width = 2
    sql   = "select 'on' as status, 2 as count union all select 'off', 5"
  }
  chart "ascending" {
    title = "Bars, the first below"
    type  = "bar"
    width = 4
    sql   = "select 'first' as k, 1 as n union all select 'second', 2 union all select 'third', 3"
  }
  chart "css" {
    title = "Colours of CSS"
    type  = "column"
    width = 4
    sql   = "select 'a' as k, 1 as n, 2 as m"
    series "n" {
      color = "rgb(10, 120, 30)"
    }
    series "m" {
      title = "Emm"
      color = "hsl(200, 80%, 40%)"
    }
  }
  chart "axes" {
    title = "Titles of axes"
    type  = "line"
    width = 6
    sql   = "select 'a' as k, 123456 as n union all select 'b', 654321"
    axes {
      x {
        title {
          value = "Across"
        }
      }
      y {
        title {
          value = "Upwards"
        }
        labels {
          format = "0,0"
        }
      }
    }
  }
  flow "flow" {
    title = "Flow"
    width = 6
    sql   = "select 'a' as id, null as from_id, 'Ann' as title union all select 'b', 'a', 'Bob'"
  }
  hierarchy "tree" {
    title = "Tree"
    width = 6
    sql   = "select 'a' as id, null as from_id, 'Ann' as title union all select 'b', 'a', 'Bob' union all select 'c', 'a', 'Cyd'"
  }
}
