query "emoji" {
  title = "Rocket 🚀 and family 👨‍👩‍👧"
  sql   = "select '🚀' as rocket"
}

query "chinese" {
  title = "安全检查"
  sql   = "select 1"
}

query "arabic" {
  title = "فحص الأمان"
  sql   = "select 1"
}

query "cyrillic" {
  title = "Проверка безопасности"
  sql   = "select 1"
}

query "japanese" {
  title = "セキュリティ"
  sql   = "select 1"
}

query "accents" {
  title = "Contrôle d'accès, Prüfung, señal, é"
  sql   = "select 1"
}
