variable "topic_arn" {
  description = "ARN of a topic that EventBridge may publish to. `make demo` creates it."
  type        = string
}

variable "webhook_url" {
  description = "URL of a web server. `make demo` starts it."
  type        = string
}
