global using Huitang.Identity.Contracts;
global using Huitang.Identity.Data;
global using Huitang.Identity.Domain;
global using Huitang.Kernel;
global using Microsoft.EntityFrameworkCore;
global using Orleans;
