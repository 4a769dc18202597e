mod "main" {
  title = "Multi mod"

  require {
    mod "github.com/pipelite-tests/dep_mod" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/dep_mod_2" {
      version = "2.0.0"
    }
  }
}
