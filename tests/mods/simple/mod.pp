mod "lazy_simple" {
  title = "Simple"
}
