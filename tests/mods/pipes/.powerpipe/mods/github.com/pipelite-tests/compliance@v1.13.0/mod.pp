mod "compliance" {
  title = "compliance"
}
