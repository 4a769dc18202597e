dashboard "dashboard_with_tags" {
  title       = "Dashboard With Tags"
  description = "Dashboard for the comparison of phases"

  tags = {
    service  = "test_service"
    category = "comparison"
    type     = "dashboard"
  }

  container {
    card {
      sql = "select 1 as value"
    }
  }
}

dashboard "dashboard_without_tags" {
  title       = "Dashboard Without Tags"
  description = "Dashboard for the comparison of phases"

  container {
    card {
      sql = "select 1 as value"
    }
  }
}

dashboard "dashboard_with_empty_tags" {
  title       = "Dashboard With Empty Tags"
  description = "Dashboard for the comparison of phases"

  tags = {}

  container {
    card {
      sql = "select 1 as value"
    }
  }
}
