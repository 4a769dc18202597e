mod "dep_a" {
  title = "dep_a"

  require {
    mod "github.com/pipelite-tests/dep_leaf" {
      version = "3.0.0"
    }
  }
}
