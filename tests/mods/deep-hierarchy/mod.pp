mod "deep_hierarchy" {
  title = "Deep hierarchy"
}
