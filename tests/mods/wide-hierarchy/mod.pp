mod "wide_hierarchy" {
  title = "Wide hierarchy"
}
