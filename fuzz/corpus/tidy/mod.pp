# The estate of the platform team.
mod "estate" {
  title       = "Estate" # shown in the tree
  description = <<-EOT
    Everything we own.

      Indented ${ local.x } line.
  EOT
  tags = { team = "platform", tier="1" }

  require {
    powerpipe { min_version = "0.1.0" }
    mod "github.com/a/b" { version = "1.0.0" }
  }
}
locals { a = merge({ x=1, longer=2 }, -1, !true, [for k in [1,2] : "${k}-${ {a=1}.a }" if k>0]) }
