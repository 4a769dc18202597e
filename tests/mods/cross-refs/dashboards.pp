dashboard "d0" {
  title = "Dashboard 0"
  tags  = local.tags

  container {
    container {
      title = "Inner"

      card {
        sql = query.q0.sql
      }

      table {
        query = query.q2
        args = {
          low = var.threshold
        }
      }
    }
  }

  text {
    value = "See ${dashboard.other.title}."
  }
}

dashboard "d1" {
  title = "Dashboard 1"
  tags  = local.tags

  container {
    container {
      title = "Inner"

      card {
        sql = query.q1.sql
      }

      table {
        query = query.q3
        args = {
          high = var.threshold
        }
      }
    }
  }

  text {
    value = "See ${dashboard.other.title}."
  }
}

dashboard "other" {
  title = "The other one"
}
