mod "behavior_test" {
  title = "Behaviour"
}
