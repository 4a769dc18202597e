mod "shared" {
  title = "shared"
}
