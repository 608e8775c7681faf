"""The sample newsroom: four invented news outlets served over HTTP on loopback, with everything that makes crawling hard."""
