variable "region" {
  description = "AWS region of the agent spaces."
  type        = string
}

variable "agent_space_ids" {
  description = "IDs of the agent spaces to watch. All of the account and region by default."
  type        = list(string)
  default     = null

  validation {
    condition     = var.agent_space_ids == null ? true : length(var.agent_space_ids) > 0
    error_message = "Name an agent space at least, or leave agent_space_ids out to watch all of them."
  }
}
