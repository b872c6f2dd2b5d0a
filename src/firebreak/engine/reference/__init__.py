"""What is known from elsewhere: pathogens, protocol editions, spellings. Data, each with its source."""
