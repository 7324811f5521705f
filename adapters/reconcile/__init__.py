"""对账: our accounts laid beside what another system has exported."""
