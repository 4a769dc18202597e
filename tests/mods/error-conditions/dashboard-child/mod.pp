mod "dashboard_child" {
  title = "dashboard_child"
}
