mod "phased_loading_comparison" {
  title = "Phased loading comparison"
}
