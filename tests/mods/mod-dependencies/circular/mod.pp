mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/ring_a" {
      version = "1.0.0"
    }
  }
}
