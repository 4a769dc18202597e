mod "lint" {
  title         = "A mod checked by controls"
  description   = "Is every resource of the workspace's mod named, documented, used and rated?"
  documentation = "Install it beside the mod to check (`pipelite mod install ../lint`) and run `pipelite benchmark run lint.benchmark.lint`."
  database      = "workspace://"
  categories    = ["development"]
}
