"""What would have been filed: old mail judged again, each message by what came before it."""
