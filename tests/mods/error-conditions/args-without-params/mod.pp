mod "args_without_params" {
  title = "args_without_params"
}
