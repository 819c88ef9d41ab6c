"""What scratch servers are made of: installations, empty clusters, places, and a guard that outlives us."""
