mod "missing_control" {
  title = "missing_control"
}
