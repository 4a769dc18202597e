mod "user" {
  title = "user"

  require {
    mod "github.com/pipelite-tests/dep" {
      version = "2.0.0"
    }
  }
}
