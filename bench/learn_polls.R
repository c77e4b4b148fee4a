# Peers of bench/learn_polls.py, each timed in CPU seconds of its own process: glmmTMB's model of groups, survey's raking.
# Called with a folder that holds mrp.csv, living.csv, formula.txt or people.csv, margins.csv.
folder <- commandArgs(trailingOnly = TRUE)[1]
at <- function(name) file.path(folder, name)
spent <- function(t) sum(t[c("user.self", "sys.self")])

if (file.exists(at("mrp.csv"))) {
  suppressMessages(library(glmmTMB))
  people <- read.csv(at("mrp.csv"), colClasses = c(yes = "numeric"), stringsAsFactors = TRUE)
  living <- read.csv(at("living.csv"), stringsAsFactors = TRUE)
  model <- as.formula(readLines(at("formula.txt"))[1])
  t <- system.time(fit <- glmmTMB(model, data = people, family = binomial))
  share <- predict(fit, newdata = living, type = "response", allow.new.levels = TRUE)
  place <- tapply(share * living$n, living$place, sum) / tapply(living$n, living$place, sum)
  write.csv(data.frame(place = names(place), share = place), at("peer.csv"), row.names = FALSE)
  cat(spent(t), "\n")
}
if (file.exists(at("people.csv"))) {
  suppressMessages(library(survey))
  people <- read.csv(at("people.csv"), colClasses = "factor")
  margins <- read.csv(at("margins.csv"), colClasses = c(column = "character", kind = "character"))
  columns <- unique(margins$column)
  samples <- lapply(columns, function(c) as.formula(paste0("~", c)))
  wanted <- lapply(columns, function(c) {
    own <- margins[margins$column == c, ]
    out <- data.frame(factor(own$kind, levels = levels(people[[c]])), Freq = own$share * nrow(people))
    names(out)[1] <- c
    out
  })
  design <- svydesign(ids = ~1, weights = ~1, data = cbind(people, one = 1))
  t <- system.time(raked <- rake(design, samples, wanted, control = list(maxit = 200, epsilon = 1e-6, verbose = FALSE)))
  writeLines(format(weights(raked), digits = 12), at("peer.csv"))
  cat(spent(t), "\n")
}
