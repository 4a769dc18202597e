mod "main" {
  title = "main"

  require {
    mod "github.com/owner-one/tools" {
      version = "1.0.0"
    }
    mod "github.com/owner-two/tools" {
      version = "1.0.0"
    }
  }
}
