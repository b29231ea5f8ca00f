variable "region" {
  description = "AWS region of the agent spaces."
  type        = string
}

variable "agent_space_ids" {
  description = "IDs of the agent spaces to watch. By default, all of the account and region."
  type        = list(string)
  default     = null

  validation {
    condition     = var.agent_space_ids == null ? true : length(var.agent_space_ids) > 0
    error_message = "Set at least one agent space, or omit agent_space_ids to watch all of them."
  }
}

variable "webhook_url" {
  description = "URL that receives {\"text\": \"...\"} for each summary, such as that of a chat."
  type        = string
}
