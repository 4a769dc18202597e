mod "left" {
  title = "left"

  require {
    mod "github.com/pipelite-tests/shared" {
      version = "1.2.3"
    }
  }
}
