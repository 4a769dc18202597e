mod "partial_valid" {
  title = "partial_valid"
}
