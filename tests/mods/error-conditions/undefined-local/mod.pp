mod "undefined_local" {
  title = "undefined_local"
}
