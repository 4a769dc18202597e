mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/broken" {
      version = "1.0.0"
    }
  }
}
