mod "regression" {
  title = "Regression"

  require {
    mod "github.com/pipelite-tests/dep_a" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/dep_b" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/dep_c" {
      version = "1.0.0"
    }
  }
}

variable "common_tags" { default = { owner = "main" } }
