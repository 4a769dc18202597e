mod "unknown_severity" {
  title = "unknown_severity"
}
